#include "fold/function_words.h"

namespace newswatch::fold {

// Left out are words that an English headline means otherwise and seldom ("die", "war", "son").
std::span<const std::string_view> function_words_of_other_languages() {
  static constexpr std::string_view kLists[] = {
      // German
      R"(der das den dem des ein eine einen einem einer eines und oder aber in im an am auf aus bei
         beim bis durch fur gegen hinter nach neben ohne seit trotz uber um unter vom von vor wegen
         wahrend zu zum zur zwischen ist sind waren wird werden wurde wurden worden hatte haben
         hatten habe kann konnen konnte soll sollen sollte muss mussen darf will wollen nicht kein
         keine keinen auch nur noch schon mehr sehr so wie als wenn weil dass ob sich er sie es wir
         ihr ihre ihren ihrem seine seinen seiner seinem dieser diese dieses diesem jetzt bereits
         damit dabei dazu rund etwa neue neuen neuer neues erste ersten zwei drei nun wieder gibt
         ab je ihm ihn ihnen was wer wo laut millionen milliarden euro prozent montag dienstag
         mittwoch donnerstag freitag samstag sonntag)",
      // French
      R"(le la les l un une des du de d au aux et ou mais donc or ni car a à en dans sur sous pour
         par avec sans chez vers entre depuis pendant apres avant contre selon est sont etait ont
         avait etre avoir fait faire va vont peut doit se s son sa ses leur leurs ce c cet cette
         ces qui que qu dont il elle ils elles on nous vous ne n pas plus moins tres tout tous
         toute toutes aussi comme deux trois y j m t encore deja ete lors afin jusqu aujourd hui
         quand si ans millions milliards euros lundi mardi mercredi jeudi vendredi samedi dimanche)",
      // Spanish
      R"(el los las lo una unos unas y o u pero al del con por para sin sobre entre desde hasta
         hacia contra segun tras ante bajo es son fue fueron era ser estar esta estan este estos
         estas ese esa ha han habia haber hay su sus se le les no si ya mas menos muy tambien como
         cuando donde que quien cual dos tres todo todos toda todas otro otra sera tiene anos ano
         dia millones euros lunes martes miercoles jueves viernes sabado domingo)",
      // Portuguese
      R"(o os as um uma uns umas e ou mas do da dos das no na nos nas ao aos pelo pela pelos pelas
         num numa com por para sem sob sobre entre desde ate apos contra segundo foi foram era ser
         esta estao este isso essa esse tem teve vai sao seu sua seus suas se nao ja mais menos
         muito tambem como quando onde que quem dois duas tres todo todos outra outro anos ano dia
         milhoes reais segunda terca quarta quinta sexta feira sabado domingo)",
      // Italian
      R"(il lo gli i uno ed ma di del dello della dei degli delle dell al allo alla ai agli alle
         all da dal dallo dalla dai dagli dalle dall nel nello nella nei negli nelle nell sul sullo
         sulla sui sugli sulle sull con per tra fra senza dopo prima contro secondo verso e sono
         era stato stata stati essere ha hanno aveva avere puo deve si suo sua suoi sue loro che
         chi cui non piu meno molto anche come quando dove due tre tutto tutti tutte questo questa
         questi quello ora gia anni anno giorno milioni miliardi lunedi martedi mercoledi giovedi
         venerdi sabato domenica)",
      // Dutch
      R"(het een en van voor met op te aan bij uit om tot naar door over onder tegen tussen na
         zonder is zijn was waren wordt worden werd heeft hebben had kan kunnen moet zal zou niet
         geen ook nog al meer dan als dat dit deze die er hij zij ze wij hun haar wat wie waar twee
         drie jaar miljoen miljard maandag dinsdag woensdag donderdag vrijdag zaterdag zondag)",
      // Swedish, Danish, Norwegian
      R"(och att det som en ett av pa for med till fran om i har inte ar var blir efter vid mot
         under nar han hon de ska kan men sin sina ny nya og at af til fra er ikke blev bliver
         efter ved der et den skal pa etter blir ble mot)",
      // Polish
      R"(w we z ze na do od po za o u przez przed przy pod nad dla bez oraz i a ale lub czy ze jest
         sa byl byla bylo byly bedzie beda ma maja moze sie nie tak jak juz tylko co kto ktory
         ktora ktore ktorych to ten ta te tego tej tym jego jej ich sie dwa dwie trzy lat rok roku
         dni mln mld zl wedlug po poniedzialek wtorek sroda czwartek piatek sobota niedziela)",
      // Czech, Slovak
      R"(a v ve s se z ze na do od po za o u pri pred pod nad pro bez je jsou byl byla bylo byli
         bude budou ma maji muze si ne jak uz jen co kdo ktery ktera ktere to ten ta te jeho jeji
         jejich dva tri let roku podle ale i aby)",
      // Romanian
      R"(un o si sau dar in din la de pe cu pentru prin dupa fara sub intre este sunt era fost va
         vor are au fi nu mai ca care ce cei cele lui ei lor sa se al ale ai doi trei ani anul
         milioane lei luni marti miercuri joi vineri sambata duminica)",
      // Turkish
      R"(ve ile bir bu su o da de icin gibi kadar sonra once gore karsi uzerine olarak olan oldu
         olduğu olacak var yok ise ama ancak en daha cok her ne ki mi mu iki uc yil yeni ilk son
         etti edildi yapti dedi milyon milyar lira pazartesi sali carsamba persembe cuma cumartesi
         pazar)",
      // Indonesian, Malay
      R"(dan yang di ke dari untuk dengan pada dalam oleh ini itu adalah akan telah sudah tidak
         bisa dapat juga atau karena setelah para sebagai hingga saat lebih satu dua tiga tahun
         juta miliar rupiah senin selasa rabu kamis jumat sabtu minggu)",
      // Vietnamese
      R"(va cua cho voi trong tu den la co khong da se duoc bi khi tai ve mot hai ba nguoi cac
         nhung nay do theo vao ra sau truoc nam ngay)",
      // Hungarian
      R"(a az egy es hogy nem is de meg mar csak el ki be fel le volt van lesz lehet mint vagy
         szerint miatt utan elott ket harom ev ezer millio milliard)",
      // Finnish
      R"(ja on ei se oli ovat etta kun mutta myos kuin joka jotka sen hanen mukaan jalkeen)",
      // Greek
      R"(ο η το οι τα του της των τον την τους τις στο στη στην στον στις στους στα σε με για απο
         και η να θα που πως δεν μη ειναι ηταν εχει εχουν μετα πριν κατα προς ενα μια ενας δυο
         τρεις στα)",
      // Russian, Ukrainian, Bulgarian
      R"(в во на с со к ко по за из от до о об при под над для без через после перед между у и а но
         или что как так не ни же ли бы то это этот эта эти этого том его ее их он она они мы вы
         кто который которая которые которых был была было были будет будут быть есть может уже еще
         только также более из-за свои своих своей чтобы где когда если два две три год года лет
         году млн млрд тыс руб рублей заявил сообщил понедельник вторник среду среда четверг
         пятницу пятница субботу суббота воскресенье у в і й та з із зі що як не на до від для про
         за після під час він вона вони його її їх був була було були буде є це цей ця ці який яка
         які уже вже ще лише також років року се от с на за да е са ще по към след при или)",
      // Arabic, Persian, Urdu
      R"(في من الى إلى على عن مع بعد قبل بين خلال ضد حول حتى منذ عند لدى دون تحت فوق هذا هذه ذلك
         تلك التي الذي الذين ما لا لم لن قد أن ان إن كان كانت يكون هو هي هم كل بعض غير أو او ثم بل
         و أي له لها لهم عام اليوم أمس يوم الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
         مليون مليار و در به از که این آن با را برای است بود شد شده می تا بر یک هم یا اما پس کے کی
         کا میں سے نے کو پر اور ہے ہیں تھا تھی گیا ایک اس یہ بھی نہیں)",
      // Hebrew
      R"(של את על עם אל לא כי גם או זה זו הוא היא הם היה היו יש אין כל בין אחרי לפני עד רק יותר)",
      // Hindi, Marathi, Nepali
      R"(के की का में से ने को पर और है हैं था थी थे हुआ हुई हुए हो होगा होगी गया गई गए कर करने
         किया की एक इस यह वह ये वे उस उन इन भी ही नहीं न तो तक लिए साथ बाद पहले जो कि या अब सकता
         रहा रही रहे वाले वाली वाला अपने अपनी दो तीन साल दिन करोड़ लाख रुपये कहा सोमवार मंगलवार
         बुधवार गुरुवार शुक्रवार शनिवार रविवार आहे च्या मध्ये आणि)",
      // Bengali
      R"(ও এবং এই এর যে না করে করা হয় হয়েছে থেকে জন্য সঙ্গে পর তার একটি কি)",
  };
  return kLists;
}

std::span<const std::string_view> function_grams() {
  // Pairs of letters that the grammar of Chinese, Japanese and Korean, and the words of every
  // report, bring into most stories.
  static constexpr std::string_view kLists[] = {
      // Chinese
      R"(的是 了一 一个 中国 公司 表示 宣布 发布 记者 报道 消息 今日 今天 昨日 昨天 目前 已经 已有 以及 因为 由于 对于 关于 其中 可以 可能 进行 相关 有关 方面
         问题 情况 工作 时间 小时 分钟 上午 下午 晚间 凌晨 当地 人员 万元 亿元 同比 增长 下降 超过 首次 最新 正式 第一 第二 这家 这次 成为 没有 我们 他们 不是
         企业 市场 全国 部分 已致 名为 公告 月日 年月 受伤 死亡 全年)",
      // Japanese
      R"(した する して しい いる ている てい いた たと たこ こと とが とを とに とな なる なっ った って から まで より など では には とは への での にな にお
         おい いて ける につ つい れた れる られ せる さん され ます まし です でし ない なか かっ この その あの それ もの ため よう うに うな らか らの らに
         だっ だが だと が出 は、 明ら 発表 日本 午前 午後 今年 昨年 今回 同社 億円 万円 万人 以上 について による によ よる よっ 受け を受 の大 の一 日に 月に
         年に 人が 氏が 氏は となった んだ のは のを のが のに)",
      // Korean
      R"(했다 한다 이다 있다 됐다 된다 에서 으로 까지 부터 에게 하는 하고 하며 하여 해서 위해 대해 따라 따르 라고 다고 지난 오전 오후 기자 밝혔 혔다 있는 했으
         으며 이라 라며 면서 들이 에는 에도 것으 로나 나타 것이 대한 통해 이번 올해 지난해 년간 명이 만원 억원)",
      // Thai, in three letters
      R"(การ ที่ และ ของ ใน ได้ ว่า เป็น จาก ให้ ความ ไม่ มี โดย กับ แล้ กว่ ผู้ นี้ หลัง วัน จะ
         ที่ ไป มา เพื่ พื่อ ถูก อย่ ต่อ ทำให้ วันที่ เมื่อ ล้าน บาท)",
  };
  return kLists;
}

}  // namespace newswatch::fold
